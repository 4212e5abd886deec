//! A case: a program and the plans under which it differs, as a file that Python can read, too.

use super::plan::Plan;

/// A program and two plans.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Case {
    /// Settings of each plan; empty when they are not known.
    pub plans: Vec<Vec<String>>,
    /// The program.
    pub source: String,
}

const PLAN: &str = "# plan:";

impl Case {
    /// Reads a case; a program without plans is one, too.
    ///
    /// # Errors
    /// One line, when a plan is none.
    pub fn parse(text: &str) -> Result<Case, String> {
        let mut case = Case::default();
        for line in text.lines() {
            match line.strip_prefix(PLAN) {
                Some(plan) => {
                    let settings: Vec<String> =
                        plan.split_whitespace().map(str::to_owned).collect();
                    Plan::of(&settings)?;
                    case.plans.push(settings);
                }
                None => {
                    case.source.push_str(line);
                    case.source.push('\n');
                }
            }
        }
        Ok(case)
    }

    /// The case as [`Case::parse`] reads it.
    pub fn text(&self) -> String {
        let plans = self.plans.iter().map(|plan| format!("{PLAN} {}\n", plan.join(" ")));
        // At the end: plans decide by line numbers, too.
        self.source.clone() + &plans.collect::<String>()
    }
}

#[cfg(test)]
mod tests {
    use super::Case;

    #[test]
    fn text_and_back() {
        let plans = [vec!["tier=generic"], vec!["tier=jit", "plan=seed=3,force=4"]];
        let plans = plans.map(|p| p.into_iter().map(str::to_owned).collect()).to_vec();
        let case = Case { plans, source: "print(1)\n".to_owned() };
        assert_eq!(Case::parse(&case.text()), Ok(case));
        assert!(Case::parse("# plan: teir=generic\n").is_err());
    }
}
