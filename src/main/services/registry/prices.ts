import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import type { SetPrice } from "#shared/models/instance-settings.ts";
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
  const setPrice = createSetPrices(dependencies);
  const priced = new WeakMap<ModelDescriptor, ModelDescriptor>();

  /** It wins over what the instance lists. */
  function withSetPrice(descriptor: ModelDescriptor): ModelDescriptor {
    const price = setPrice(descriptor.instance, descriptor.id);
    if (price === undefined) return descriptor;
    const known = priced.get(descriptor);
    if (known?.price === price) return known;
    const made = { ...descriptor, price };
    priced.set(descriptor, made);
    return made;
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

const mostModels = 10_000;

/** Each call asks for its price several times, and each model has it made once. */
function createSetPrices({ directory }: Pick<PriceDependencies, "directory">) {
  const known = new WeakMap<
    readonly SetPrice[],
    Map<string, Price | undefined>
  >();
  return (instance: string, model: string): Price | undefined => {
    const prices = directory.find(instance)?.prices;
    if (prices === undefined) return undefined;
    const ofModels = known.get(prices) ?? new Map<string, Price | undefined>();
    known.set(prices, ofModels);
    if (ofModels.has(model)) return ofModels.get(model);
    const price = setPriceOf(prices, model);
    if (ofModels.size >= mostModels) ofModels.clear();
    ofModels.set(model, price);
    return price;
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
