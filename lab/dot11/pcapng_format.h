// The numbers of pcapng's blocks and options (draft-ietf-opsawg-pcapng), for its reader and writer.
#pragma once

#include <cstdint>

namespace keyrace::pcapng {

inline constexpr std::uint32_t kSectionBlock = 0x0a0d0d0a;
inline constexpr std::uint32_t kInterfaceBlock = 1;
inline constexpr std::uint32_t kSimplePacketBlock = 3;
inline constexpr std::uint32_t kEnhancedPacketBlock = 6;

inline constexpr std::uint32_t kOrderMagic = 0x1a2b3c4d;

inline constexpr std::uint16_t kOptionEnd = 0;
inline constexpr std::uint16_t kOptionComment = 1;
inline constexpr std::uint16_t kOptionOperatingSystem = 3;  // of a section
inline constexpr std::uint16_t kOptionUserApplication = 4;
inline constexpr std::uint16_t kOptionIfName = 2;  // of an interface, and so on
inline constexpr std::uint16_t kOptionIfDescription = 3;
inline constexpr std::uint16_t kOptionIfTsresol = 9;
inline constexpr std::uint16_t kOptionIfFcslen = 13;

}  // namespace keyrace::pcapng
