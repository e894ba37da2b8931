import { AppError } from "#shared/errors/app-error.ts";

/** For a field that the config file fixes, so that the app cannot change it. */
export function fixed(instance: string, field: string): AppError {
  return new AppError("conflict", {
    message: `The config file fixes ${field} of ${instance}.`,
    data: { instance, parameter: field },
  });
}
