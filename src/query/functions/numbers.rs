//! Functions of numbers.

use super::signature::scalar;
use super::{Body, Context, Function, Types, refused};
use crate::graph::Value;
use crate::query::eval_error::EvalError;
use crate::query::{Detail, ErrorKind};

type Result = std::result::Result<Value, EvalError>;

/// Applies a function of floats to a number; null gives null.
fn on_number(name: &str, arguments: &[Value], apply: fn(f64) -> f64) -> Result {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        value => {
            value.as_number().map(|x| Value::Float(apply(x))).ok_or_else(|| refused(name, "a number", value))
        }
    }
}

fn abs(_: &Context<'_>, arguments: &[Value]) -> Result {
    match &arguments[0] {
        Value::Integer(i) => i
            .checked_abs()
            .map(Value::Integer)
            .ok_or_else(|| EvalError::overflow(format!("abs({i}) does not fit in a 64-bit integer"))),
        _ => on_number("abs", arguments, f64::abs),
    }
}

fn sign(_: &Context<'_>, arguments: &[Value]) -> Result {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::Integer(i) => Ok(Value::Integer(i.signum())),
        Value::Float(f) => Ok(Value::Integer(if *f > 0.0 {
            1
        } else if *f < 0.0 {
            -1
        } else {
            0
        })),
        other => Err(refused("sign", "a number", other)),
    }
}

/// Without a precision, halves go up; with one, away from zero, or as the mode says.
fn round(_: &Context<'_>, arguments: &[Value]) -> Result {
    let x = match &arguments[0] {
        Value::Null => return Ok(Value::Null),
        value => value.as_number().ok_or_else(|| refused("round", "a number", value))?,
    };
    let precision = match arguments.get(1) {
        None => {
            return Ok(Value::Float(if x.is_finite() && x.abs() < 4.5e15 { round_half_up(x) } else { x }));
        }
        Some(Value::Null) => return Ok(Value::Null),
        Some(Value::Integer(p)) => (*p).clamp(-400, 400) as i32,
        Some(other) => return Err(refused("round", "an integer for a precision", other)),
    };
    let mode = match arguments.get(2) {
        None => "HALF_UP",
        Some(Value::Null) => return Ok(Value::Null),
        Some(Value::String(mode)) => mode,
        Some(other) => return Err(refused("round", "a string for a mode", other)),
    };
    let round: fn(f64) -> f64 = match mode.to_uppercase().as_str() {
        "UP" => |x| if x < 0.0 { x.floor() } else { x.ceil() },
        "DOWN" => f64::trunc,
        "CEILING" => f64::ceil,
        "FLOOR" => f64::floor,
        "HALF_UP" => f64::round,
        "HALF_DOWN" => |x| if x.fract().abs() == 0.5 { x.trunc() } else { x.round() },
        "HALF_EVEN" => f64::round_ties_even,
        _ => {
            return Err(EvalError::bad_value(format!(
                "`{mode}` is no way to round: UP, DOWN, CEILING, FLOOR, HALF_UP, HALF_DOWN or HALF_EVEN"
            )));
        }
    };
    Ok(Value::Float(round_at(x, precision, round)))
}

fn round_half_up(x: f64) -> f64 {
    let floor = x.floor();
    if x - floor >= 0.5 { floor + 1.0 } else { floor }
}

/// Rounds at a decimal place. The place is moved in decimal text, so that 1.005 counts as written.
fn round_at(x: f64, precision: i32, round: fn(f64) -> f64) -> f64 {
    if !x.is_finite() || precision > 300 {
        return x;
    }
    let moved = |x: f64, places: i32| {
        let text = format!("{x:e}");
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let exponent: i32 = exponent.parse().unwrap_or(0);
        format!("{digits}e{}", exponent + places).parse().unwrap_or(x)
    };
    let shifted = moved(x, precision);
    if shifted.is_finite() { moved(round(shifted), -precision) } else { x }
}

fn atan2(_: &Context<'_>, arguments: &[Value]) -> Result {
    two("atan2", arguments, f64::atan2)
}

fn two(name: &str, arguments: &[Value], apply: fn(f64, f64) -> f64) -> Result {
    if let Some(other) = arguments.iter().find(|a| !a.is_null() && a.as_number().is_none()) {
        return Err(refused(name, "numbers", other));
    }
    match (arguments[0].as_number(), arguments[1].as_number()) {
        (Some(a), Some(b)) => Ok(Value::Float(apply(a, b))),
        _ => Ok(Value::Null),
    }
}

fn is_nan(_: &Context<'_>, arguments: &[Value]) -> Result {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        value => value
            .as_number()
            .map(|x| Value::Boolean(x.is_nan()))
            .ok_or_else(|| refused("isNaN", "a number", value)),
    }
}

/// The greatest number of values that a range may have: beyond it, memory ends before the query does.
const LONGEST_RANGE: i128 = 20_000_000;

fn range(_: &Context<'_>, arguments: &[Value]) -> Result {
    let mut numbers = [0, 0, 1];
    for (place, argument) in numbers.iter_mut().zip(arguments) {
        *place = match argument {
            Value::Integer(i) => *i,
            Value::Null => return Ok(Value::Null),
            other => {
                let message = refused("range", "integers", other).message;
                return Err(EvalError::new(ErrorKind::ArgumentError, Detail::InvalidArgumentType, message));
            }
        };
    }
    let [start, end, step] = numbers;
    if step == 0 {
        return Err(EvalError::out_of_range("the step of range() is not 0"));
    }
    let count = (end as i128 - start as i128) / step as i128 + 1;
    if (step > 0 && start > end) || (step < 0 && start < end) {
        return Ok(Value::list([]));
    }
    if count > LONGEST_RANGE {
        return Err(EvalError::out_of_range(format!(
            "range({start}, {end}, {step}) would be a list of {count} numbers"
        )));
    }
    Ok(Value::list((0..count).map(|i| Value::Integer((start as i128 + i * step as i128) as i64))))
}

const N: Types = Types::NUMBER;
const F: Types = Types::FLOAT;

static DETERMINISTIC: &[Function] = scalar! {
    "abs", "abs(number) → number", (1, 1), [N], N, "without its sign", "RETURN abs(-3)", abs;
    "ceil", "ceil(number) → float", (1, 1), [N], F, "the least whole number not below", "RETURN ceil(1.2)", |_, a| on_number("ceil", a, f64::ceil);
    "ceiling", "ceiling(number) → float", (1, 1), [N], F, "the least whole number not below", "RETURN ceiling(1.2)", |_, a| on_number("ceiling", a, f64::ceil);
    "floor", "floor(number) → float", (1, 1), [N], F, "the greatest whole number not above", "RETURN floor(1.8)", |_, a| on_number("floor", a, f64::floor);
    "round", "round(number [, precision [, mode]]) → float", (1, 3), [N, Types::INTEGER, Types::STRING], F,
        "to the nearest whole number, or to so many decimals", "RETURN round(3.14159, 2)", round;
    "sign", "sign(number) → integer", (1, 1), [N], Types::INTEGER, "-1, 0 or 1", "RETURN sign(-3)", sign;
    "sqrt", "sqrt(number) → float", (1, 1), [N], F, "the square root", "RETURN sqrt(2)", |_, a| on_number("sqrt", a, f64::sqrt);
    "exp", "exp(number) → float", (1, 1), [N], F, "e to the power of a number", "RETURN exp(1)", |_, a| on_number("exp", a, f64::exp);
    "log", "log(number) → float", (1, 1), [N], F, "the natural logarithm", "RETURN log(10)", |_, a| on_number("log", a, f64::ln);
    "ln", "ln(number) → float", (1, 1), [N], F, "the natural logarithm", "RETURN ln(10)", |_, a| on_number("ln", a, f64::ln);
    "log10", "log10(number) → float", (1, 1), [N], F, "the decimal logarithm", "RETURN log10(100)", |_, a| on_number("log10", a, f64::log10);
    "power", "power(base, exponent) → float", (2, 2), [N], F, "a number to the power of another", "RETURN power(2, 10)", |_, a| two("power", a, f64::powf);
    "e", "e() → float", (0, 0), [], F, "Euler's number", "RETURN e()", |_, _| Ok(Value::Float(std::f64::consts::E));
    "pi", "pi() → float", (0, 0), [], F, "π", "RETURN pi()", |_, _| Ok(Value::Float(std::f64::consts::PI));
    "sin", "sin(radians) → float", (1, 1), [N], F, "the sine", "RETURN sin(pi() / 2)", |_, a| on_number("sin", a, f64::sin);
    "cos", "cos(radians) → float", (1, 1), [N], F, "the cosine", "RETURN cos(pi())", |_, a| on_number("cos", a, f64::cos);
    "tan", "tan(radians) → float", (1, 1), [N], F, "the tangent", "RETURN tan(1)", |_, a| on_number("tan", a, f64::tan);
    "cot", "cot(radians) → float", (1, 1), [N], F, "the cotangent", "RETURN cot(1)", |_, a| on_number("cot", a, |x| 1.0 / x.tan());
    "asin", "asin(number) → float", (1, 1), [N], F, "the arcsine", "RETURN asin(1)", |_, a| on_number("asin", a, f64::asin);
    "acos", "acos(number) → float", (1, 1), [N], F, "the arccosine", "RETURN acos(1)", |_, a| on_number("acos", a, f64::acos);
    "atan", "atan(number) → float", (1, 1), [N], F, "the arctangent", "RETURN atan(1)", |_, a| on_number("atan", a, f64::atan);
    "atan2", "atan2(y, x) → float", (2, 2), [N], F, "the angle of a point", "RETURN atan2(1, 1)", atan2;
    "degrees", "degrees(radians) → float", (1, 1), [N], F, "radians as degrees", "RETURN degrees(pi())", |_, a| on_number("degrees", a, f64::to_degrees);
    "radians", "radians(degrees) → float", (1, 1), [N], F, "degrees as radians", "RETURN radians(180)", |_, a| on_number("radians", a, f64::to_radians);
    "haversin", "haversin(radians) → float", (1, 1), [N], F, "half the versine", "RETURN haversin(1)", |_, a| on_number("haversin", a, |x| (1.0 - x.cos()) / 2.0);
    "isNaN", "isNaN(number) → boolean", (1, 1), [N], Types::BOOLEAN, "whether it is not a number", "RETURN isNaN(0.0 / 0.0)", is_nan;
    "range", "range(start, end [, step]) → list", (2, 3), [Types::ANY], Types::LIST,
        "the integers from start to end, both included", "RETURN range(1, 10, 3)", range;
};

static RANDOM: Function = Function {
    name: "rand",
    signature: "rand() → float",
    arity: (0, 0),
    accepts: &[],
    returns: Types::FLOAT,
    summary: "a random number from 0.0 up to, not including, 1.0",
    example: "RETURN rand()",
    deterministic: false,
    body: Body::Scalar(|context, _| Ok(Value::Float(context.random()))),
};

pub(super) static FUNCTIONS: &[&[Function]] = &[DETERMINISTIC, std::slice::from_ref(&RANDOM)];
