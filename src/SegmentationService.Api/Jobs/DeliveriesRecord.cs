using System.Text.Json.Serialization;
using SegmentationService.Api.Storage.Disk;

namespace SegmentationService.Api.Jobs;

/// <summary>The file <c>webhooks.json</c> beside a job: who is still to be told of its end.</summary>
/// <param name="FormatVersion">The format of the file.</param>
/// <param name="Job">The job, as its folder is named.</param>
/// <param name="Owed">Whom it is to be told; at least one.</param>
/// <param name="Checksum">See <see cref="SealedJson"/>.</param>
internal sealed record DeliveriesRecord(int FormatVersion, Guid Job, OwedDelivery[] Owed, string Checksum = SealedJson.Blank)
{
    public const int NewestFormat = 1;
}

/// <summary>Somebody who is to be told.</summary>
/// <param name="UrlSha256">The SHA-256 of the address, 64 digits: the address itself is in the configuration alone.</param>
/// <param name="Attempts">How often that has failed.</param>
/// <param name="NextAt">When it is tried next, UTC.</param>
internal sealed record OwedDelivery(string UrlSha256, int Attempts, DateTime NextAt);

/// <summary>The JSON of <c>webhooks.json</c>, as that of every file of the store.</summary>
[JsonSerializable(typeof(DeliveriesRecord))]
internal sealed partial class DeliveryJson : JsonSerializerContext
{
    /// <summary>The one instance.</summary>
    public static DeliveryJson Strict { get; } = new(StrictJson.Rules());
}
