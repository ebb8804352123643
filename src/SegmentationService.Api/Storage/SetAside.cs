namespace SegmentationService.Api.Storage;

/// <summary>Something in the folder of the store that is not served. It stays on disk as it is.</summary>
/// <param name="Name">Its path below the folder of the models, with <c>/</c>: <c>default/3</c> is version 3 of the model default.</param>
/// <param name="Reason">Why, in a sentence.</param>
internal sealed record SetAside(string Name, string Reason)
{
    /// <summary>When the entry was last written as far as its folder tells; it is not looked at again as long as that stays the same.</summary>
    public DateTime LastWrite { get; init; }
}
