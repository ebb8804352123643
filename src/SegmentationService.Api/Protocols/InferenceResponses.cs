using System.Text.Json.Serialization;

namespace SegmentationService.Api.Protocols;

/// <summary>The service, to clients of the Open Inference Protocol.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Version">Its version.</param>
/// <param name="Extensions">The extensions of the protocol that it has: none.</param>
internal sealed record InferenceServerResponse(string Name, string Version, IReadOnlyList<string> Extensions);

/// <summary>Whether the service lives, or can serve.</summary>
/// <param name="Live">Whether the process answers.</param>
/// <param name="Ready">Whether it can serve; left out where only <c>live</c> was asked for.</param>
internal sealed record InferenceHealthResponse(bool Live, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Ready);

/// <summary>Whether a model can serve.</summary>
/// <param name="Name">The model.</param>
/// <param name="Ready">True; a model that is not there, or cannot be read, is a problem.</param>
internal sealed record InferenceReadyResponse(string Name, bool Ready);

/// <summary>What a model takes and answers.</summary>
/// <param name="Name">The model.</param>
/// <param name="Versions">The versions that may be asked for.</param>
/// <param name="Platform">What makes the answers.</param>
/// <param name="Inputs">A tensor for each column that the model reads, in the order of a matrix of them.</param>
/// <param name="Outputs">The tensors of answers.</param>
internal sealed record InferenceModelResponse(
    string Name, IReadOnlyList<string> Versions, string Platform, IReadOnlyList<TensorResponse> Inputs, IReadOnlyList<TensorResponse> Outputs);

/// <summary>A tensor in short.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Datatype">The type of its values.</param>
/// <param name="Shape">Its dimensions; -1 for as many as there are customers.</param>
internal sealed record TensorResponse(string Name, string Datatype, IReadOnlyList<long> Shape);

/// <summary>The answer of <c>/v2/models/{model}/infer</c>.</summary>
/// <param name="ModelName">The model that answered.</param>
/// <param name="ModelVersion">Its version.</param>
/// <param name="Id">The id of the request, where it had one.</param>
/// <param name="Outputs">The tensors that were asked for, each with a value for each customer.</param>
internal sealed record InferenceResponse(
    [property: JsonPropertyName("model_name")] string ModelName,
    [property: JsonPropertyName("model_version")] string ModelVersion,
    string? Id,
    IReadOnlyList<InferredTensorResponse> Outputs);

/// <summary>A tensor of an answer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Datatype">The type of its values.</param>
/// <param name="Shape">One dimension, the number of customers.</param>
/// <param name="Data">The values: numbers, texts, or true and false.</param>
internal sealed record InferredTensorResponse(string Name, string Datatype, IReadOnlyList<long> Shape, IReadOnlyList<object> Data);
