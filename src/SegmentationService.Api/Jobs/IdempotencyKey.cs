using System.Security.Cryptography;
using System.Text;

namespace SegmentationService.Api.Jobs;

/// <summary>An idempotency key as the volume knows it; the text itself is nowhere.</summary>
/// <param name="Sha256">Of the caller and the text, so that callers do not meet each other's keys; of the text alone where callers have no names.</param>
/// <param name="TextSha256">Of the text alone: what jobs bear that were accepted before callers were told apart.</param>
internal sealed record IdempotencyKey(string Sha256, string TextSha256)
{
    /// <summary>The key of a request.</summary>
    /// <param name="text">As it was sent: visible ASCII characters.</param>
    /// <param name="caller">The name of the key of the API that came with it; null where there are none.</param>
    public static IdempotencyKey Of(string text, string? caller)
    {
        var ofText = Digest(text);
        return new IdempotencyKey(caller is null ? ofText : Digest($"{caller}\n{text}"), ofText);
    }

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
