// The page of `careway studio`.
import { begin } from "./main";
import { overHttp } from "./over_http";

void begin(overHttp());
