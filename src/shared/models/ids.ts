import { z } from "zod";

/** Id of a configured instance: what stands before the first colon of a model id. */
export const instanceIdSchema = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,62}$/,
    "lowercase letters, digits, dots, dashes, underscores",
  )
  .brand<"InstanceId">();
export type InstanceId = z.infer<typeof instanceIdSchema>;

/** `instance:model`, the id of a model across all instances. The model part may hold colons. */
export const modelRefSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}:.+$/s, "instance:model")
  .brand<"ModelRef">();
export type ModelRef = z.infer<typeof modelRefSchema>;

export function modelRef(instance: InstanceId, model: string): ModelRef {
  return `${instance}:${model}` as ModelRef;
}

export function splitModelRef(ref: ModelRef): {
  instance: InstanceId;
  model: string;
} {
  const colon = ref.indexOf(":");
  return {
    instance: ref.slice(0, colon) as InstanceId,
    model: ref.slice(colon + 1),
  };
}
