//! Functions over all rows of a group.
//!
//! `DISTINCT` is the caller's: it keeps a [`DistinctSet`](crate::query::operators::DistinctSet) and passes on
//! what is new. Null values are skipped here (`count(*)` is counted by the caller or by adding any non-null).

use super::{Body, Function, Types};
use crate::graph::Value;
use crate::query::eval_error::EvalError;
use crate::query::operators;
use std::cmp::Ordering;

/// Which aggregate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Aggregate {
    /// How many values are not null.
    Count,
    /// Their sum.
    Sum,
    /// Their mean.
    Avg,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// All of them as a list.
    Collect,
    /// The standard deviation of a sample.
    StDev,
    /// The standard deviation of a whole population.
    StDevP,
    /// A percentile, interpolated between the two values nearest.
    PercentileCont,
    /// A percentile: the nearest value.
    PercentileDisc,
}

impl Aggregate {
    /// An accumulator that has seen nothing.
    pub fn start(self) -> Accumulator {
        match self {
            Aggregate::Count => Accumulator::Count(0),
            Aggregate::Sum => Accumulator::Sum(Value::Integer(0)),
            Aggregate::Avg => Accumulator::Avg { sum: Value::Null, count: 0 },
            Aggregate::Min => Accumulator::Extreme { best: Value::Null, wanted: Ordering::Less },
            Aggregate::Max => Accumulator::Extreme { best: Value::Null, wanted: Ordering::Greater },
            Aggregate::Collect => Accumulator::Collect(Vec::new()),
            Aggregate::StDev => Accumulator::Deviation { count: 0, mean: 0.0, squares: 0.0, sample: true },
            Aggregate::StDevP => Accumulator::Deviation { count: 0, mean: 0.0, squares: 0.0, sample: false },
            Aggregate::PercentileCont => {
                Accumulator::Percentile { values: Vec::new(), percentile: None, between: true }
            }
            Aggregate::PercentileDisc => {
                Accumulator::Percentile { values: Vec::new(), percentile: None, between: false }
            }
        }
    }
}

/// What an aggregate remembers of the rows so far.
#[derive(Debug, Clone)]
pub enum Accumulator {
    /// `count`
    Count(i64),
    /// `sum`
    Sum(Value),
    /// `avg`
    Avg {
        /// The sum of the values.
        sum: Value,
        /// How many there were.
        count: i64,
    },
    /// `min` and `max`
    Extreme {
        /// The best so far; null before the first.
        best: Value,
        /// How a better one compares to it.
        wanted: Ordering,
    },
    /// `collect`
    Collect(Vec<Value>),
    /// `stDev` and `stDevP` (Welford 1962: one pass, stable)
    Deviation {
        /// How many values there were.
        count: u64,
        /// Their mean.
        mean: f64,
        /// The sum of the squares of their distances from the mean.
        squares: f64,
        /// Divide by one less than the count.
        sample: bool,
    },
    /// `percentileCont` and `percentileDisc`
    Percentile {
        /// The numbers.
        values: Vec<Value>,
        /// The percentile, 0 to 1, that the first row gave.
        percentile: Option<f64>,
        /// Interpolate.
        between: bool,
    },
}

impl Accumulator {
    /// Takes in the arguments of one row.
    pub fn add(&mut self, arguments: &[Value]) -> Result<(), EvalError> {
        let Some(value) = arguments.first() else { return Ok(()) };
        if let Accumulator::Percentile { percentile, .. } = self
            && percentile.is_none()
            && let Some(p) = arguments.get(1)
        {
            *percentile = Some(read_percentile(p)?);
        }
        if value.is_null() {
            return Ok(());
        }
        match self {
            Accumulator::Count(n) => *n += 1,
            Accumulator::Sum(sum) => {
                let value = summand(value, "sum")?;
                // The sum of nothing is the number 0, which durations do not add to.
                let first = matches!((&*sum, value), (Value::Integer(0), Value::Duration(_)));
                *sum = if first { value.clone() } else { operators::add(sum, value)? };
            }
            Accumulator::Avg { sum, count } => {
                let value = summand(value, "avg")?;
                *count += 1;
                // Averages are taken in floats: integers must not overflow on the way to a small mean.
                let value = value.as_number().map_or(value.clone(), Value::Float);
                *sum = if sum.is_null() { value } else { operators::add(sum, &value)? };
            }
            Accumulator::Extreme { best, wanted } => {
                if best.is_null() || operators::order(value, best) == *wanted {
                    *best = value.clone();
                }
            }
            Accumulator::Collect(values) => values.push(value.clone()),
            Accumulator::Deviation { count, mean, squares, .. } => {
                let x = number(value, "stDev")?;
                *count += 1;
                let before = x - *mean;
                *mean += before / *count as f64;
                *squares += before * (x - *mean);
            }
            Accumulator::Percentile { values, .. } => {
                number(value, "percentile")?;
                values.push(value.clone());
            }
        }
        Ok(())
    }

    /// The aggregate of all rows taken in.
    pub fn finish(self) -> Result<Value, EvalError> {
        Ok(match self {
            Accumulator::Count(n) => Value::Integer(n),
            Accumulator::Sum(sum) => sum,
            Accumulator::Avg { count: 0, .. } => Value::Null,
            Accumulator::Avg { sum, count } => operators::divide(&sum, &Value::Integer(count))?,
            Accumulator::Extreme { best, .. } => best,
            Accumulator::Collect(values) => values.into(),
            Accumulator::Deviation { count, squares, sample, .. } => {
                let by = if sample { count.saturating_sub(1) } else { count };
                Value::Float(if by == 0 { 0.0 } else { (squares / by as f64).sqrt() })
            }
            Accumulator::Percentile { mut values, percentile, between } => {
                let (Some(p), false) = (percentile, values.is_empty()) else { return Ok(Value::Null) };
                values.sort_by(operators::order);
                percentile_of(&values, p, between)
            }
        })
    }
}

fn summand<'v>(value: &'v Value, what: &str) -> Result<&'v Value, EvalError> {
    match value {
        Value::Integer(_) | Value::Float(_) | Value::Duration(_) => Ok(value),
        _ => Err(EvalError::wrong_type(format!(
            "{what}() adds numbers or durations, not {}",
            value.type_name()
        ))),
    }
}

fn number(value: &Value, what: &str) -> Result<f64, EvalError> {
    value
        .as_number()
        .ok_or_else(|| EvalError::wrong_type(format!("{what}() takes numbers, not {}", value.type_name())))
}

fn read_percentile(value: &Value) -> Result<f64, EvalError> {
    let p = number(value, "percentile")?;
    if (0.0..=1.0).contains(&p) {
        Ok(p)
    } else {
        Err(EvalError::out_of_range(format!("a percentile lies between 0.0 and 1.0, not at {p}")))
    }
}

fn percentile_of(sorted: &[Value], p: f64, between: bool) -> Value {
    let last = sorted.len() - 1;
    if between {
        let place = p * last as f64;
        let (low, high) = (place.floor() as usize, place.ceil() as usize);
        let at = |i: usize| sorted[i.min(last)].as_number().unwrap_or(f64::NAN);
        if low == high {
            Value::Float(at(low))
        } else {
            Value::Float(at(low) * (high as f64 - place) + at(high) * (place - low as f64))
        }
    } else {
        let place = (p * sorted.len() as f64).ceil() as usize;
        sorted[place.saturating_sub(1).min(last)].clone()
    }
}

macro_rules! aggregate {
    ($name:literal, $signature:literal, $accepts:expr, $returns:expr, $summary:literal, $example:literal, $which:ident) => {
        Function {
            name: $name,
            signature: $signature,
            arity: ({ $accepts }.len(), { $accepts }.len()),
            accepts: &$accepts,
            returns: $returns,
            summary: $summary,
            example: $example,
            deterministic: true,
            body: Body::Aggregate(Aggregate::$which),
        }
    };
}

const SUMMABLE: Types = Types::NUMBER.or(Types::DURATION);

pub(super) static FUNCTIONS: &[Function] = &[
    aggregate!(
        "count",
        "count(* | [DISTINCT] value) → integer",
        [Types::ANY],
        Types::INTEGER,
        "how many rows there are, or how many values are not null",
        "MATCH (a:Actor) RETURN count(*)",
        Count
    ),
    aggregate!(
        "collect",
        "collect([DISTINCT] value) → list",
        [Types::ANY],
        Types::LIST,
        "all values that are not null, as a list",
        "MATCH (a:Actor) RETURN collect(a.name)",
        Collect
    ),
    aggregate!(
        "sum",
        "sum([DISTINCT] number) → number",
        [SUMMABLE],
        SUMMABLE,
        "the sum of numbers or durations; 0 of none",
        "UNWIND [1, 2, 3] AS x RETURN sum(x)",
        Sum
    ),
    aggregate!(
        "avg",
        "avg([DISTINCT] number) → float",
        [SUMMABLE],
        Types::FLOAT.or(Types::DURATION),
        "the mean of numbers or durations; null of none",
        "UNWIND [1, 2, 3] AS x RETURN avg(x)",
        Avg
    ),
    aggregate!(
        "min",
        "min(value) → value",
        [Types::ANY],
        Types::ANY,
        "the first value in the order that ORDER BY has",
        "UNWIND [3, 1, 2] AS x RETURN min(x)",
        Min
    ),
    aggregate!(
        "max",
        "max(value) → value",
        [Types::ANY],
        Types::ANY,
        "the last value in the order that ORDER BY has",
        "UNWIND [3, 1, 2] AS x RETURN max(x)",
        Max
    ),
    aggregate!(
        "stDev",
        "stDev([DISTINCT] number) → float",
        [Types::NUMBER],
        Types::FLOAT,
        "the standard deviation of a sample (divided by n − 1)",
        "UNWIND [1, 2, 3] AS x RETURN stDev(x)",
        StDev
    ),
    aggregate!(
        "stDevP",
        "stDevP([DISTINCT] number) → float",
        [Types::NUMBER],
        Types::FLOAT,
        "the standard deviation of a whole population (divided by n)",
        "UNWIND [1, 2, 3] AS x RETURN stDevP(x)",
        StDevP
    ),
    aggregate!(
        "percentileCont",
        "percentileCont([DISTINCT] number, percentile) → float",
        [Types::NUMBER, Types::NUMBER],
        Types::FLOAT,
        "the percentile (0.0 to 1.0), interpolated between values",
        "UNWIND [1, 2, 3] AS x RETURN percentileCont(x, 0.4)",
        PercentileCont
    ),
    aggregate!(
        "percentileDisc",
        "percentileDisc([DISTINCT] number, percentile) → number",
        [Types::NUMBER, Types::NUMBER],
        Types::NUMBER,
        "the value nearest to the percentile (0.0 to 1.0)",
        "UNWIND [1, 2, 3] AS x RETURN percentileDisc(x, 0.5)",
        PercentileDisc
    ),
];
