/** Where upstreams look for a model that is named without a place: Gemini's, Ollama's. */
const place =
  /^(?:models\/|(?:(?:[a-z]+:\/\/)?registry\.ollama\.ai\/)?(?:library\/)?)/;
const registry = "registry.ollama.ai/";
const places = ["", "models/", "library/", `${registry}library/`];
/** Of a name that says whose it is. */
const placesOfOwned = ["", registry];
const usualTag = ":latest";
/** What leads to the same model by another way: Ollama's usual tag, OpenRouter's ways to choose a server. */
const way = /(?::(?:latest|nitro|floor|exacto|online)|@preset\/.*)$/;

/**
 * A model's id in all forms in which a rule may name it, itself among them, in lower case: for rules that
 * must not be got around by another one. Upstreams read letters without regard to case, and add a place
 * or a tag that was left out. Two models that no upstream confuses may share one of them, so they are no
 * ground to let somebody in.
 */
export function spellingsOf(model: string): readonly string[] {
  const itself = model.trim().toLowerCase();
  let name = itself.replace(place, "");
  while (way.test(name)) name = name.replace(way, "");
  const before = name.includes("/") ? placesOfOwned : places;
  const placed = before.map((it) => it + name);
  const isTagged = /:[^/]*$/.test(name);
  return isTagged
    ? [itself, ...placed]
    : [itself, ...placed, ...placed.map((it) => it + usualTag)];
}
