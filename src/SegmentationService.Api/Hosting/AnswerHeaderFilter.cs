using System.Text.Json.Nodes;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using SegmentationService.Api.Http;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace SegmentationService.Api.Hosting;

/// <summary>Describes the headers of answers: those that every answer of a status has, and those that an endpoint adds to its successes.</summary>
internal sealed class AnswerHeaderFilter : IOperationFilter
{
    private static readonly DescribedHeader RetryAfter = new(HeaderNames.RetryAfter, "After how many seconds to ask again.", "1");

    private static readonly Dictionary<string, DescribedHeader[]> OfStatus = new()
    {
        ["201"] = [new(HeaderNames.Location, "The address of what was made.", null)],
        ["202"] = [new(HeaderNames.Location, "The address of the job.", null), RetryAfter],
        ["401"] = [new(HeaderNames.WWWAuthenticate, "The ways to send a key.", null)],
        ["403"] = [new(HeaderNames.WWWAuthenticate, "The scope that the call needs.", null)],
        ["412"] = [new(HeaderNames.ETag, "Stands for how things are now.", null)],
        ["415"] = [new("Accept-Post", "The media types that the call takes.", null), new(HeaderNames.AcceptEncoding, "The compressions that the call takes, where it was about these.", null)],
        ["429"] = [RetryAfter],
        ["503"] = [RetryAfter],
    };

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var added = context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<AnsweredHeaders>().SelectMany(answered => answered.Headers).ToArray();
        foreach (var (status, response) in operation.Responses ?? [])
        {
            if (response is not OpenApiResponse answer) continue;
            foreach (var header in OfStatus.GetValueOrDefault(status) ?? []) Add(answer, header);
            foreach (var header in added.Where(_ => status is "200" or "201" or "304")) Add(answer, header);
        }
    }

    private static void Add(OpenApiResponse answer, DescribedHeader header) => (answer.Headers ??= new Dictionary<string, IOpenApiHeader>()).Add(header.Name, new OpenApiHeader
    {
        Description = header.Description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        Example = header.Example is { } example ? JsonValue.Create(example) : null,
    });
}
