using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SegmentationService.Core;

namespace SegmentationService.Api.Storage.Disk;

/// <summary>
/// A small JSON file that carries its own checksum, as the last property: the SHA-256 of the file with the 64 digits of the
/// checksum as zeros. So not one changed byte goes unseen, whoever writes the JSON later and however.
/// </summary>
internal static class SealedJson
{
    /// <summary>What the last property holds while the checksum is computed.</summary>
    public const string Blank = "0000000000000000000000000000000000000000000000000000000000000000";

    private static readonly byte[] End = "\"\n}\n"u8.ToArray();

    /// <summary>Writes a record whose last property holds <see cref="Blank"/>.</summary>
    /// <param name="value">The record.</param>
    /// <param name="type">Its type.</param>
    public static byte[] Write<T>(T value, JsonTypeInfo<T> type)
    {
        byte[] content = [.. JsonSerializer.SerializeToUtf8Bytes(value, type), (byte)'\n'];
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(content)), Digits(content));
        return content;
    }

    /// <summary>Checks and reads a record.</summary>
    /// <param name="content">in: the file.</param>
    /// <param name="file">The name of the file, for messages.</param>
    /// <param name="newest">The newest format of this file that is known.</param>
    /// <param name="type">The type of the record.</param>
    /// <exception cref="CorruptModelException">The file is damaged, or its format is not known.</exception>
    public static T Read<T>(byte[] content, string file, int newest, JsonTypeInfo<T> type)
    {
        // Format and syntax first: "format 7 is newer" says more than a checksum that is computed in another way there.
        using var stream = new MemoryStream(content, writable: false);
        var value = StrictJson.Read(stream, file, newest, type);
        if (!IsWhole(content)) throw new CorruptModelException($"{file} is damaged: its checksum is that of another content.");
        return value;
    }

    private static bool IsWhole(byte[] content)
    {
        if (content.Length < Blank.Length + End.Length || !content.AsSpan().EndsWith(End)) return false;
        var blank = (byte[])content.Clone();
        Digits(blank).Fill((byte)'0');
        return Digits(content).SequenceEqual(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(blank))));
    }

    private static Span<byte> Digits(byte[] content) => content.AsSpan(content.Length - End.Length - Blank.Length, Blank.Length);
}
