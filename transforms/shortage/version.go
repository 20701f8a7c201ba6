package shortage

// Version names what this package does beside the constants of the method. It
// is raised when the same counts and constants come to another score; a test
// holds the scores of a small market against it.
const Version = "1"
