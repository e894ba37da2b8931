import { invalidRequest } from "../check-wire.ts";

/**
 * A model's full name (`models/…`, `tunedModels/…`) and the path to it. Throws AppError `invalid-request`
 * for a name that would lead to another place than it says.
 */
export function resourceOf(model: string): { name: string; path: string } {
  const name = model.includes("/") ? model : `models/${model}`;
  const pieces = name.split("/");
  if (pieces.some((piece) => /^\.{0,2}$/.test(piece)))
    throw invalidRequest("model", "is no name of a model here");
  const safe = pieces.map(encodeURIComponent).join("/");
  return { name, path: `/v1beta/${safe}` };
}
