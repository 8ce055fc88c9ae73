// The patient's side of the page.
import type { Surroundings } from "../surroundings";

export function patientPane(place: HTMLElement, around: Surroundings): void {
  place.dataset["patients"] = String(around.patients().length);
}
