# ends: LimitExceeded
class A: pass
for i in range(3000):
    A=type("A",(A,),{})
A().x if hasattr(A(),"x") else print("done")
