import type { InstanceView } from "#shared/models/instance.ts";
import type { InstanceSettingsView } from "#shared/models/instance-settings.ts";
import type { EditState } from "./use-edit-form.ts";

/** What every part of the form is given. */
export interface SectionProps {
  readonly instance: InstanceView;
  readonly view: InstanceSettingsView;
  readonly edit: EditState;
}
