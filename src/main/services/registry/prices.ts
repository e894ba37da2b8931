import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import type { Price } from "#shared/models/price.ts";
import { defaultAddress } from "#main/domain/catalog/default-address.ts";
import { setPriceOf } from "#main/domain/pricing/set-price.ts";
import type { PriceList } from "#main/ports/price-list.ts";
import type { InstanceDirectory } from "../instances/directory.ts";
import type { ModelIndex } from "./model-index.ts";

export interface PriceDependencies {
  readonly directory: Pick<InstanceDirectory, "find">;
  readonly priceList: PriceList;
}

/** The models of an index with what a person set for them. */
export function createPricedModels(
  index: Pick<ModelIndex, "model">,
  dependencies: PriceDependencies,
) {
  const { directory } = dependencies;
  const setPrice = (instance: string, model: string) =>
    setPriceOf(directory.find(instance)?.prices, model);

  /** It wins over what the instance lists. */
  function withSetPrice(descriptor: ModelDescriptor): ModelDescriptor {
    const price = setPrice(descriptor.instance, descriptor.id);
    return price === undefined ? descriptor : { ...descriptor, price };
  }

  return {
    withSetPrice,
    model(instance: string, id: string): ModelDescriptor | undefined {
      const found = index.model(instance, id);
      return found && withSetPrice(found);
    },
    priceOf: (instance: string, id: string): Price | undefined =>
      setPrice(instance, id) ??
      index.model(instance, id)?.price ??
      publishedPrice(instance, id, dependencies),
  };
}

/** What its provider has published, for an instance outside the user's own network. */
export function publishedPrice(
  instance: string,
  model: string,
  { directory, priceList }: PriceDependencies,
): Price | undefined {
  const { cloud, kind, baseUrl } = directory.find(instance) ?? {};
  if (cloud !== true || kind === undefined) return undefined;
  const address = baseUrl ?? defaultAddress(kind);
  return address === undefined ? undefined : priceList.priceOf(address, model);
}
