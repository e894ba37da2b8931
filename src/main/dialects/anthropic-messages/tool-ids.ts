/** Ids of other dialects in the letters that this one allows; the same id always gives the same. */
export function toolId(id: string): string {
  return id.replaceAll(/[^A-Za-z0-9_-]/g, "_") || "call";
}
