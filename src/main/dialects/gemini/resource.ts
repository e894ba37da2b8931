/** A model's full name (`models/…`, `tunedModels/…`) and the path to it. */
export function resourceOf(model: string): { name: string; path: string } {
  const name = model.includes("/") ? model : `models/${model}`;
  const safe = name.split("/").map(encodeURIComponent).join("/");
  return { name, path: `/v1beta/${safe}` };
}
