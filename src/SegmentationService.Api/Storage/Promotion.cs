using SegmentationService.Api.Storage.Format;
using SegmentationService.Core;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;

namespace SegmentationService.Api.Storage;

/// <summary>Whether a new version takes the place of the one that serves: never by accident where applications that send their fields to the champion could not be answered by it.</summary>
/// <param name="IsPromoted">Whether it does.</param>
/// <param name="Notice">Why it does not, where that was left open; else null.</param>
internal sealed record Promotion(bool IsPromoted, Notice? Notice = null)
{
    /// <summary>The code of <see cref="Notice"/>.</summary>
    public const string NoticeCode = "not_promoted";

    /// <summary>Decides.</summary>
    /// <param name="asked">Whether it was asked for; null promotes where there is nothing that serves, or it takes the same fields.</param>
    /// <param name="model">The model as it is; null where there is none.</param>
    /// <param name="features">What the new version reads.</param>
    /// <param name="name">The name of the model.</param>
    /// <param name="number">The number of the new version; null as long as it has none.</param>
    public static Promotion Decide(bool? asked, StoredModel? model, FeatureSet features, string name, int? number)
    {
        if (asked is { } decided) return new Promotion(decided);
        if (ServingFeatures(model) is not (var champion, { } serving) || InputDifferences.Between(serving, features) is not { IsNone: false } differences) return new Promotion(true);
        var body = number is { } given ? $"{{\"version\": {VersionNumber.ToText(given)}}}" : "its number";
        return new Promotion(false, new Notice(
            NoticeCode,
            null,
            $"Version {VersionNumber.ToText(champion)} goes on serving, since applications send its fields, and this version takes others: {differences.InWords()}. To have it serve nevertheless, PUT /models/{name}/aliases/{StoredModel.ChampionAlias} with {body}, or train with promote=true; to keep both, train under another name with model=."));
    }

    /// <summary>The version that serves and what it reads; none where nothing serves, be it that what would is damaged.</summary>
    private static (int Version, FeatureSet? Features) ServingFeatures(StoredModel? model)
    {
        if (model is null || !model.AllAliases.TryGetValue(StoredModel.ChampionAlias, out var number) || model.Served(number) is not { } champion) return default;
        try
        {
            return (number, champion.Model.FeatureSet);
        }
        catch (CorruptModelException)
        {
            return default;
        }
    }
}
