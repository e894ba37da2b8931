/** Where upstreams look for a model that is named without a place: Gemini's, Ollama's. */
const places = /^(?:models\/|(?:registry\.ollama\.ai\/)?(?:library\/)?)/;
const usualTag = ":latest";

/**
 * A model id in the one form that all its spellings share, for rules that must not be got around by another
 * one: upstreams read letters without regard to case, and add a place or a tag that was left out. Two
 * models that no upstream confuses may share it, so it is no ground to let somebody in.
 */
export function commonSpelling(model: string): string {
  const name = model.trim().toLowerCase().replace(places, "");
  return name.endsWith(usualTag) ? name.slice(0, -usualTag.length) : name;
}
