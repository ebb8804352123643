using System.Text;

namespace SegmentationService.Api.Tests.Fuzzing;

/// <summary>One request.</summary>
/// <param name="Seed">What it was made of.</param>
/// <param name="Path"><c>/train</c>, <c>/predict</c> or <c>/predict/batch</c>.</param>
/// <param name="Query">Its parameters.</param>
/// <param name="Body">Its body, as it is sent.</param>
/// <param name="Accept">What the client accepts.</param>
/// <param name="Objects">The customers of the body as JSON objects, where it is whole; else null.</param>
internal sealed record FuzzInput(int Seed, string Path, (string Name, string Value)[] Query, Body Body, string? Accept, string[]? Objects)
{
    /// <summary>Whether the body is read as a log of orders.</summary>
    public bool IsOrders => Query.Contains(("input", "transactions"));

    /// <summary>The path with the query.</summary>
    public string Address => Path + FuzzQueries.Write(Query);

    /// <summary>Smaller requests, which may fail in the same way: without a parameter, or without a part of the body.</summary>
    public IEnumerable<FuzzInput> Shrink()
    {
        for (var i = 0; i < Query.Length; i++) yield return this with { Query = [.. Query[..i], .. Query[(i + 1)..]] };
        var bytes = Body.Bytes;
        for (var length = bytes.Length / 2; length > 0; length /= 2)
            for (var start = 0; start + length <= bytes.Length; start += length)
                yield return this with { Body = Body with { Bytes = [.. bytes[..start], .. bytes[(start + length)..]] }, Objects = null };
    }

    /// <summary>All that is needed to send it again.</summary>
    public override string ToString() =>
        $"input {Seed}: POST {Address}\nContent-Type: {Body.ContentType}\nContent-Encoding: {Body.ContentEncoding}\nAccept: {Accept}\nbody: {Convert.ToBase64String(Body.Bytes)}\nas text: {Encoding.UTF8.GetString(Body.Bytes)}\n";
}
