// A server on Go's net/http with rs/cors, with one mistake on each path. It says where it listens, and ends with its
// input.
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"

	"github.com/rs/cors"
)

const app = "https://app.example.com"

func answer(w http.ResponseWriter, r *http.Request) {
	io.WriteString(w, "buy milk")
}

func main() {
	handle := func(path string, options cors.Options) {
		http.Handle(path, cors.New(options).Handler(http.HandlerFunc(answer)))
	}
	put := []string{"GET", "PUT"}
	// Right, for comparison.
	handle("/right", cors.Options{AllowedOrigins: []string{app}, AllowedMethods: put, AllowedHeaders: []string{"Content-Type"}, AllowCredentials: true})
	// `*`, and the page sends a cookie.
	handle("/wildcard", cors.Options{AllowedOrigins: []string{"*"}, AllowCredentials: true})
	// Nobody said that there are cookies.
	handle("/no-credentials", cors.Options{AllowedOrigins: []string{app}})
	// What somebody copies out of the address bar.
	handle("/slash", cors.Options{AllowedOrigins: []string{app + "/"}})
	// The defaults: GET, HEAD and POST. It refuses the others without a word.
	handle("/methods", cors.Options{AllowedOrigins: []string{app}})
	// Neither is thought of: PUT, nor cookies.
	handle("/methods-and-credentials", cors.Options{AllowedOrigins: []string{app}})
	// PUT isn't thought of, and there is no GET.
	handle("/no-get", cors.Options{AllowedOrigins: []string{app}, AllowedMethods: []string{"POST"}})
	// JSON isn't thought of. It refuses that without a word.
	handle("/headers", cors.Options{AllowedOrigins: []string{app}, AllowedMethods: put, AllowedHeaders: []string{"Authorization"}})
	// A router that knows no OPTIONS gets the preflight.
	handler := cors.New(cors.Options{AllowedOrigins: []string{app}, AllowedMethods: put, OptionsPassthrough: true})
	http.Handle("/passthrough", handler.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == "OPTIONS" {
			http.Error(w, "no such method", http.StatusMethodNotAllowed)
			return
		}
		answer(w, r)
	})))

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Printf("http://%s\n", listener.Addr())
	go http.Serve(listener, nil)
	io.Copy(io.Discard, os.Stdin)
}
