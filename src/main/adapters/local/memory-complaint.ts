/** Words that allocators, llama.cpp and V8 use when memory is what was missing. */
export function isMemoryComplaint(text: string): boolean {
  return /bad_alloc|out of (device |host )?memory|outof(device|host)memory|cannot allocate memory|failed to allocate|unable to allocate|not enough (v?ram|memory)|insufficient memory/i.test(
    text,
  );
}
