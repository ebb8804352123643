using System.Text.Json.Serialization;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Clustering.Valleys;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation.Lineage;
using SegmentationService.Core.Segmentation.Profiles;

namespace SegmentationService.Api.Storage.Format;

/// <summary>The JSON of the files of models and versions.</summary>
[JsonSerializable(typeof(Manifest))]
[JsonSerializable(typeof(AliasFile))]
[JsonSerializable(typeof(AnnotationFile))]
[JsonSerializable(typeof(AnnotationsRecord))]
[JsonSerializable(typeof(ModelRecord))]
internal sealed partial class StorageJson : JsonSerializerContext
{
    /// <summary>The one instance.</summary>
    public static StorageJson Strict { get; } = new(StrictJson.Rules(
        new EnumNamesConverter<Transform>(ModelFormat.Transforms),
        new EnumNamesConverter<SelectionRule>(ModelFormat.Rules),
        new EnumNamesConverter<StructureVerdict>(ModelFormat.Verdicts),
        new EnumNamesConverter<LineageStatus>(ModelFormat.LineageStatuses),
        new EnumNamesConverter<ProfileKind>(ModelFormat.ProfileKinds),
        new EnumNamesConverter<NegativeForm>(ModelFormat.NegativeForms),
        new EnumNamesConverter<UnitKind>(ModelFormat.UnitKinds),
        new EnumNamesConverter<ColumnRole>(Format.Manifest.Roles)));
}
