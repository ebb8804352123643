using System.ComponentModel.DataAnnotations;

namespace SegmentationService.Api.Storage;

/// <summary>Where models are kept, and how many.</summary>
internal sealed class StorageOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Storage";

    /// <summary>The folder of the store, absolute or relative to the working directory; made when it is not there. Several processes may use it.</summary>
    [Required]
    public string Path { get; set; } = "./data";

    /// <summary>
    /// How many versions of a model are kept: after a new one the oldest without alias are deleted, as many as are too many. The newest one, and those that an
    /// alias points at, are kept whatever their number. Null keeps all.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int? KeepVersions { get; set; }
}
