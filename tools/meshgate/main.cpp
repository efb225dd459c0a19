#include <meshgate/meshgate.h>

int main() { return 0; }
