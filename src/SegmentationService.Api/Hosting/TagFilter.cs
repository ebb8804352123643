using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace SegmentationService.Api.Hosting;

/// <summary>Puts the topics in the order in which people meet them, and says of each what it is about.</summary>
internal sealed class TagFilter : IDocumentFilter
{
    private static readonly (string Name, string Description)[] Topics =
    [
        ("Training", "From a table of customers, or a log of orders, to segments."),
        ("Tables", "Tables that are sent once, looked at, and trained on as often as it takes."),
        ("Jobs", "Trainings that nobody waits for."),
        ("Prediction", "The segments of customers, and why."),
        ("Open Inference Protocol", "The same, for clients of KServe, Triton and Seldon."),
        ("MLflow", "The same, for clients of the scoring of MLflow."),
        ("Models", "Models, their versions and aliases, and what people say of them."),
        ("Exports", "Versions in the words of other systems."),
        ("Charts", "What the pages draw of a version."),
        ("Samples", "Customers and orders to try the service with."),
        ("Pages", "What is made for people to read."),
        ("Health", "Probes."),
    ];

    public void Apply(OpenApiDocument document, DocumentFilterContext context)
    {
        var used = document.Paths.Values.SelectMany(path => path.Operations?.Values.AsEnumerable() ?? []).SelectMany(operation => operation.Tags ?? Enumerable.Empty<OpenApiTagReference>()).Select(tag => tag.Name!).ToHashSet();
        var topics = Topics.Where(topic => used.Remove(topic.Name)).Select(topic => new OpenApiTag { Name = topic.Name, Description = topic.Description });
        document.Tags = topics.Concat(used.Order(StringComparer.Ordinal).Select(name => new OpenApiTag { Name = name })).ToHashSet();
    }
}
