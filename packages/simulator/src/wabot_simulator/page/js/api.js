// Calls to the simulator's control API.

async function ask(method, path, body) {
  const options = { method, headers: {} };
  if (body !== undefined) {
    options.headers["content-type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const response = await fetch(`/simulator${path}`, options);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? response.statusText);
  return answer;
}

const pair = (customer, shop) => `/conversations/${encodeURIComponent(customer)}/${shop}`;

export const api = {
  state: () => ask("GET", "/state"),
  chats: (customer) => ask("GET", `/conversations/${encodeURIComponent(customer)}`),
  chat: (customer, shop, limit) => ask("GET", `${pair(customer, shop)}?limit=${limit}`),
  read: (customer, shop) => ask("POST", `${pair(customer, shop)}/read`),
  send: (draft) => ask("POST", "/messages", draft),
  about: (wamid) => ask("GET", `/message?wamid=${encodeURIComponent(wamid)}`),
  addCustomer: (customer) => ask("POST", "/customers", customer),
  setFault: (name, options) => ask("PUT", `/faults/${name}`, options),
  liftFault: (name) => ask("DELETE", `/faults/${name}`),
  liftFaults: () => ask("DELETE", "/faults"),
  rules: (changes) => ask("PUT", "/rules", changes),
  skip: (seconds) => ask("POST", "/clock", { skip_s: seconds }),
  handshake: () => ask("POST", "/handshake"),
  reset: () => ask("POST", "/reset"),
  async upload(blob, filename) {
    const headers = { "content-type": blob.type || "application/octet-stream" };
    const response = await fetch(`/simulator/media?filename=${encodeURIComponent(filename)}`, { method: "POST", headers, body: blob });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.error);
    return answer;
  },
};

export const mediaUrl = (id) => `/simulator/media/${encodeURIComponent(id)}`;
export const linkUrl = (link) => `/simulator/links?link=${encodeURIComponent(link)}`;
