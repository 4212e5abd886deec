//! Taipan: the embedding API; the only place that wires the JIT into the VM.
