//! Frame ranges as users type them: `7`, `3-9`, `-9`, `3-`, `1,4-6`.

use std::ops::RangeInclusive;

/// Frames that were asked for, in the order of the capture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranges(Vec<RangeInclusive<u64>>);

impl Ranges {
    /// Every frame.
    pub fn all() -> Ranges {
        Ranges(vec![1..=u64::MAX])
    }

    /// Reads what a user typed.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Ranges, String> {
        text.split(',')
            .map(|part| one(part.trim()))
            .collect::<Result<_, _>>()
            .map(Ranges)
    }

    /// True if frame `number` was asked for.
    pub fn contains(&self, number: u64) -> bool {
        self.0.iter().any(|range| range.contains(&number))
    }

    /// The last frame that was asked for.
    pub fn last(&self) -> u64 {
        self.0.iter().map(|range| *range.end()).max().unwrap_or(0)
    }
}

fn one(part: &str) -> Result<RangeInclusive<u64>, String> {
    let number = |text: &str| match text.trim().parse::<u64>() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(format!(
            "{part:?} is no frame number or range; frames are counted from 1, as in 7, 3-9 or 20-"
        )),
    };
    match part.split_once('-') {
        None => number(part).map(|single| single..=single),
        Some(("", "")) => number(part).map(|single| single..=single),
        Some(("", last)) => Ok(1..=number(last)?),
        Some((first, "")) => Ok(number(first)?..=u64::MAX),
        Some((first, last)) => {
            let (first, last) = (number(first)?, number(last)?);
            if first > last {
                Err(format!("{part:?} ends before it begins"))
            } else {
                Ok(first..=last)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_may_be_open_and_several() {
        let ranges = Ranges::parse("7, 20-22,-2").unwrap();
        let chosen: Vec<u64> = (1..30).filter(|number| ranges.contains(*number)).collect();
        assert_eq!(chosen, [1, 2, 7, 20, 21, 22]);
        assert_eq!(ranges.last(), 22);
        assert_eq!(Ranges::parse("3-").unwrap().last(), u64::MAX);
    }

    #[test]
    fn nonsense_is_told() {
        for wrong in ["", "0", "a", "9-3", "-", "1--2"] {
            assert!(Ranges::parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
