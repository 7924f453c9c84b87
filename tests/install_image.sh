# Sourced by ./sf before `image` and `test:image`, which build the Dockerfile's image and run it.
have podman && have buildah && have crun || install_packages buildah podman crun netavark aardvark-dns
have debootstrap || install_packages debootstrap
