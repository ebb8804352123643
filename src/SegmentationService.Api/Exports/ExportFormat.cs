using SegmentationService.Core.Exports;

namespace SegmentationService.Api.Exports;

/// <summary>A format that models are written in.</summary>
/// <param name="Name">As it stands in the address.</param>
/// <param name="MediaType">What is sent.</param>
/// <param name="Extension">What the name of the file ends with.</param>
/// <param name="Write">Writes a model.</param>
internal sealed record ExportFormat(string Name, string MediaType, string Extension, Func<ExportedModel, ExportQuery, byte[]> Write)
{
    /// <summary>All formats.</summary>
    public static IReadOnlyList<ExportFormat> All { get; } =
    [
        new("javascript", "text/javascript; charset=utf-8", "mjs", (model, _) => JavaScriptExport.Write(model)),
        new("json", "application/json", "json", (model, _) => JsonExport.Write(model)),
        new("onnx", "application/octet-stream", "onnx", (model, _) => OnnxExport.Write(model)),
        new("pmml", "application/xml", "pmml", (model, _) => PmmlExport.Write(model)),
        new("sql", "application/sql; charset=utf-8", "sql", (model, query) => query.Golden ? SqlExport.WriteGolden(model, query.Dialect) : SqlExport.Write(model, query.Dialect, query.Table)),
    ];

    /// <summary>The media type without parameters.</summary>
    public string TypeOnly => MediaType.Split(';')[0];

    /// <summary>The format of a name, or null.</summary>
    public static ExportFormat? Find(string name) => All.FirstOrDefault(format => format.Name == name);
}
