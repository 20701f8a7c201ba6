package duplicate

// Version names the way Sign reads a description; signatures are kept under
// it. Any change of what Sign returns must raise it.
const Version = "3"
