/** models */
export function ModelsPage() {
  return <h1>models</h1>;
}
