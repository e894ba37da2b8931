import { useConnection } from "./rpc/client.ts";

export function App() {
  const status = useConnection((state) => state.status);
  return <main>{status}</main>;
}
