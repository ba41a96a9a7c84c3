//! What a template's formula over columns comes to: `{left}-{right}`, with `+ - * /`, brackets and numbers.

/// The value of a formula, its columns in braces worth what `value` says; none when it is not written so.
pub fn worth(formula: &str, value: &dyn Fn(&str) -> f64) -> Option<f64> {
    let mut reader = Reader {
        rest: formula,
        value,
    };
    let worth = reader.sum()?;
    reader.sign(&[]);
    reader.rest.is_empty().then_some(worth)
}

struct Reader<'a> {
    rest: &'a str,
    value: &'a dyn Fn(&str) -> f64,
}

impl Reader<'_> {
    /// Takes the next sign when it is one of these.
    fn sign(&mut self, wanted: &[char]) -> Option<char> {
        self.rest = self.rest.trim_start();
        let sign = self.rest.chars().next();
        let sign = sign.filter(|sign| wanted.contains(sign))?;
        self.rest = &self.rest[sign.len_utf8()..];
        Some(sign)
    }

    fn sum(&mut self) -> Option<f64> {
        let mut all = self.product()?;
        while let Some(sign) = self.sign(&['+', '-']) {
            let next = self.product()?;
            all += if sign == '-' { -next } else { next };
        }
        Some(all)
    }

    fn product(&mut self) -> Option<f64> {
        let mut all = self.single()?;
        while let Some(sign) = self.sign(&['*', '/']) {
            let next = self.single()?;
            all = if sign == '/' { all / next } else { all * next };
        }
        Some(all)
    }

    fn single(&mut self) -> Option<f64> {
        match self.sign(&['-', '(', '{']) {
            Some('-') => self.single().map(|value| -value),
            Some('(') => {
                let inside = self.sum()?;
                self.sign(&[')']).map(|_| inside)
            }
            Some(_) => {
                let (column, rest) = self.rest.split_once('}')?;
                self.rest = rest;
                Some((self.value)(column))
            }
            None => {
                let digit = |sign: char| sign.is_ascii_digit() || sign == '.';
                let end = self.rest.find(|sign| !digit(sign));
                let (number, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
                self.rest = rest;
                number.parse().ok()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_worked_out_or_refused() {
        let value = |column: &str| match column {
            "left" => 12.0,
            _ => 4.0,
        };
        for (formula, worth_of_it) in [
            ("{left}-{right}", Some(8.0)),
            ("{left} / {right} * 100", Some(300.0)),
            ("-({left}-{right}-1.5)/2", Some(-3.25)),
            ("{left}-*({right}", None),
            ("{left}-", None),
            ("{left} {right}", None),
            ("({left}", None),
            ("{left", None),
            ("SUM({left})", None),
            ("", None),
        ] {
            assert_eq!(worth(formula, &value), worth_of_it, "{formula}");
        }
    }
}
