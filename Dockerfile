# keyrace in a container: `docker build -t keyrace .`, and `--target test` for the tests.
#
#   kernel             User-Mode Linux; depends on images/kernel alone, so that no change of keyrace's
#                      own source rebuilds it
#   tools -> stacks    stacks of newer suites
#         -> build     keyrace
#   runtime            what runs, as an ordinary user; the default
#   test               scripts/test, with what the others made

# An image that has /usr/lib/keyrace/kernels already (scripts/ci/kernel), in place of a build.
ARG KERNEL=kernel-files

FROM debian:bookworm-slim AS kernel
ARG KERNELS="default"
WORKDIR /src
ENV KEYRACE_CACHE=/usr/lib/keyrace
COPY images/kernel/packages images/kernel/
RUN apt-get -q update && \
    apt-get -q -y --no-install-recommends install $(cat images/kernel/packages) && \
    rm -rf /var/lib/apt/lists/*
COPY scripts/progress.sh scripts/
COPY images/archive images/
COPY images/kernel images/kernel
RUN for name in $KERNELS; do images/kernel/build "$name" || exit; done && \
    rm -rf /usr/lib/keyrace/apt /usr/lib/keyrace/kernels/*.log /usr/lib/keyrace/kernels/lock

FROM scratch AS kernel-files
COPY --from=kernel /usr/lib/keyrace/kernels /usr/lib/keyrace/kernels

FROM $KERNEL AS chosen-kernel

FROM debian:bookworm-slim AS tools
WORKDIR /src
ENV KEYRACE_CACHE=/usr/lib/keyrace
COPY images/kernel/packages images/kernel/
COPY scripts/setup scripts/progress.sh scripts/
RUN scripts/setup && rm -rf /var/lib/apt/lists/*

FROM tools AS stacks
ARG STACKS="wpa_supplicant-2.11"
COPY images/archive images/
COPY images/stacks images/stacks
RUN mkdir -p /usr/lib/keyrace/stacks && \
    for name in $STACKS; do images/stacks/build "$name" || exit; done && \
    rm -rf /usr/lib/keyrace/apt-programs /usr/lib/keyrace/stacks/*.log /usr/lib/keyrace/stacks/lock

FROM tools AS build
COPY CMakeLists.txt LICENSE ./
COPY scripts/build scripts/
COPY images/initramfs images/initramfs
COPY emulator emulator
COPY lab lab
COPY scripts/scenarios scripts/scenarios
ARG REVISION=""
RUN scripts/build build -DKEYRACE_TESTS=OFF -DCMAKE_INSTALL_PREFIX=/usr "-DKEYRACE_COMMIT=$REVISION" && \
    DESTDIR=/installed cmake --install build --strip

FROM debian:bookworm-slim AS runtime
# The stacks, and the libraries of keyrace. FreeRADIUS's packages make keys and bring tools for that; each
# run brings its own configuration and makes its own.
RUN apt-get -q update && \
    DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install \
      hostapd wpasupplicant iwd dbus-daemon dbus-bin freeradius \
      libnl-genl-3-200 libnl-route-3-200 libssl3 libboost-program-options1.74.0 zlib1g && \
    dpkg --force-depends --purge freeradius-config ssl-cert make && \
    find /usr/share/doc ! -type d ! -name copyright -delete && \
    rm -rf /usr/share/man /usr/share/info /usr/share/locale /var/lib/dbus/machine-id /var/lib/apt/lists/* \
      /var/cache/apt/* /var/cache/debconf/*-old /var/log/* && \
    useradd --uid 1000 --user-group --no-create-home --home-dir /work --shell /usr/sbin/nologin keyrace && \
    install -d -m 1777 /work
COPY --from=chosen-kernel /usr/lib/keyrace/kernels /usr/lib/keyrace/kernels
COPY --from=stacks /usr/lib/keyrace/stacks /usr/lib/keyrace/stacks
COPY --from=build /installed/usr /usr
ARG VERSION=""
ARG REVISION=""
ARG SOURCE=""
LABEL org.opencontainers.image.title="keyrace" \
      org.opencontainers.image.description="A lab for Wi-Fi key-install races: real stacks, virtual radios, no privileges" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.base.name="docker.io/library/debian:bookworm-slim" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.source="$SOURCE"
USER 1000:1000
WORKDIR /work
ENTRYPOINT ["/usr/bin/keyrace"]
CMD ["run", "sta-split-install"]

FROM build AS test
RUN scripts/setup --tests && rm -rf /var/lib/apt/lists/*
COPY --from=chosen-kernel /usr/lib/keyrace/kernels /usr/lib/keyrace/kernels
COPY --from=stacks /usr/lib/keyrace/stacks /usr/lib/keyrace/stacks
COPY . .
RUN scripts/test

# Last, so that it is what `docker build` makes without --target.
FROM runtime
