import { isObject } from "#main/dialects/json.ts";

type Path = readonly (string | number)[];

/** A field that no wire format knows. */
export const plant = { x_planted: { kept: [1, "two"] } };

/** Paths of all objects in a body but those below the caller's `own` fields, which nobody reads. */
export function placesIn(body: unknown, own: readonly string[]): string[] {
  return [...objectsIn(body, own, [])].map(written);
}

function* objectsIn(
  value: unknown,
  own: readonly string[],
  path: Path,
): Iterable<Path> {
  if (Array.isArray(value))
    for (const [i, one] of value.entries())
      yield* objectsIn(one, own, [...path, i]);
  if (!isObject(value)) return;
  yield path;
  for (const [name, one] of Object.entries(value))
    if (!own.includes(name)) yield* objectsIn(one, own, [...path, name]);
}

function written(path: Path): string {
  return path.length === 0 ? "" : `/${path.join("/")}`;
}

/** The object at a path; undefined where there is none. */
export function objectAt(body: unknown, place: string): unknown {
  return place
    .split("/")
    .slice(1)
    .reduce<unknown>(
      (value, name) =>
        isObject(value)
          ? value[name]
          : Array.isArray(value)
            ? value[Number(name)]
            : undefined,
      body,
    );
}

/** The same body with the unknown field in the object at a path. */
export function plantedAt<T>(body: T, place: string): T {
  const copy = structuredClone(body);
  Object.assign(objectAt(copy, place) ?? {}, plant);
  return copy;
}
