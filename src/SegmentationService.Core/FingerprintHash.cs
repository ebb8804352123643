using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SegmentationService.Core;

/// <summary>The hash that the parts of a model add themselves to, one after the other.</summary>
internal sealed class FingerprintHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Adds a text with its length, so that no two sequences of texts are alike; null is not the empty text.</summary>
    /// <param name="text">Any text, or null.</param>
    public void Add(string? text)
    {
        if (text is null) Add(-1);
        else Add(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Adds all bits of a number.</summary>
    /// <param name="number">Any number.</param>
    public void Add(double number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, number);
        _hash.AppendData(bytes);
    }

    /// <summary>Adds bytes with their number.</summary>
    /// <param name="bytes">Any bytes.</param>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        Add(bytes.Length);
        _hash.AppendData(bytes);
    }

    /// <summary>The hash of all that was added, as <c>sha256:</c> and 64 hexadecimal digits.</summary>
    public string ToText() => "sha256:" + Convert.ToHexStringLower(_hash.GetHashAndReset());

    public void Dispose() => _hash.Dispose();
}
