/** Goes on with a value: at once where it is there, which spares a busy path a promise and a turn, else when it comes. */
export function goOnWith<Value, Result>(
  value: Value | Promise<Value>,
  next: (value: Value) => Result | Promise<Result>,
): Result | Promise<Result> {
  return value instanceof Promise ? value.then(next) : next(value);
}
