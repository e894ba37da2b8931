import type { GatewayState } from "#shared/gateway/gateway-state.ts";
import { Switch } from "#renderer/components/switch.tsx";
import { Tooltip } from "#renderer/components/tooltip.tsx";
import { t } from "#renderer/messages/t.ts";
import type { Power } from "./use-power.ts";

export function PowerSwitch({
  state,
  power,
}: {
  readonly state: GatewayState;
  readonly power: Power;
}) {
  const fixed = state.locked.includes("enabled");
  const toggle = (
    <Switch
      label={t("gateway.power")}
      checked={power.on}
      disabled={fixed}
      onChange={power.turn}
    />
  );
  return fixed ? (
    <Tooltip label={t("gateway.fixed")}>
      <span>{toggle}</span>
    </Tooltip>
  ) : (
    toggle
  );
}
