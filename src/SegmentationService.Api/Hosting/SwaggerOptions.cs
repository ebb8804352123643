namespace SegmentationService.Api.Hosting;

/// <summary>Whether the document of the interface is shown. Configuration section <c>Swagger</c>.</summary>
internal sealed class SwaggerOptions
{
    public const string Section = "Swagger";

    /// <summary>Whether <c>/swagger</c> is there, for everyone who can reach it.</summary>
    public bool Enabled { get; set; } = true;
}
