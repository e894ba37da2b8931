import type { FieldNames } from "../own-names.ts";

export const fieldNames: FieldNames = {
  images: "messages",
};
