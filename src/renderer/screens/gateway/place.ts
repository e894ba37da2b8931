import { navigate, useNavigation } from "#renderer/stores/app-navigation.ts";

export const gatewayPages = [
  "overview",
  "keys",
  "aliases",
  "audit",
  "logs",
] as const;
export type GatewayPage = (typeof gatewayPages)[number];

/** Which page of the gateway is open; the address holds it. */
export function useGatewayPage(): GatewayPage {
  const argument = useNavigation((state) => state.argument);
  return gatewayPages.find((page) => page === argument) ?? "overview";
}

export function openGatewayPage(page: GatewayPage): void {
  navigate("gateway", page === "overview" ? undefined : page);
}
