type WithoutAbsent<Value> = {
  [Key in keyof Value]?: Exclude<Value[Key], undefined>;
};

/** A patch as services take it: fields that were not given are not there. */
export function withoutAbsent<Value extends object>(
  value: Value,
): WithoutAbsent<Value> {
  return Object.fromEntries(
    Object.entries(value).filter(([, it]) => it !== undefined),
  ) as WithoutAbsent<Value>;
}
