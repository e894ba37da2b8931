const variable = /\{\{\s*([^{}\s](?:[^{}]*[^{}\s])?)\s*\}\}/g;

/** A template with every `{{name}}` filled in, or the names that have no value. */
export type Filled =
  { readonly text: string } | { readonly missing: readonly string[] };

export function fillTemplate(
  template: string,
  values: Readonly<Record<string, string>>,
): Filled {
  const missing = new Set<string>();
  const text = template.replaceAll(variable, (_, name: string) => {
    if (!Object.hasOwn(values, name)) missing.add(name);
    return values[name] ?? "";
  });
  return missing.size > 0 ? { missing: [...missing] } : { text };
}

/** What is missing, in one sentence. */
export function missingValues(names: readonly string[]): string {
  const shown = names.map((name) => `{{${name}}}`).join(", ");
  return `There is no value for ${shown}.`;
}
