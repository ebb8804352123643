namespace SegmentationService.Api.Security;

/// <summary>One key as it is configured: <c>Security:ApiKeys:N</c>. The key itself is nowhere on the server.</summary>
internal sealed class ApiKeyOptions
{
    /// <summary>Names the key in the log.</summary>
    public string Name { get; set; } = "";

    /// <summary>The SHA-256 of the key's UTF-8, as 64 hexadecimal digits.</summary>
    public string Sha256 { get; set; } = "";

    /// <summary>What it may do, of <see cref="Scope.All"/>.</summary>
    public IList<string> Scopes { get; } = [];
}
