"""python export_onnx.py FOLDER: exports a folder of transformers to the ONNX graphs that transformers.js loads.

By optimum: encoder_model and decoder_model_merged, with the cross-attentions that word times need as outputs; then
ONNX Runtime's dynamic quantisation to 8 bits, matrices by constants only, as transformers.js has its q8 graphs.
"""
import pathlib
import sys

from onnxruntime.quantization import QuantType, quantize_dynamic
from optimum.exporters.onnx import main_export
from optimum.exporters.onnx.model_configs import WhisperOnnxConfig
from transformers import AutoConfig

TASK = "automatic-speech-recognition-with-past"


class WithCrossAttentions(WhisperOnnxConfig):
    @property
    def outputs(self):
        outputs = super().outputs
        if self._behavior.value == "decoder":
            for layer in range(self._config.decoder_layers):
                axes = {0: "batch_size", 2: "decoder_sequence_length", 3: "encoder_sequence_length / 2"}
                outputs[f"cross_attentions.{layer}"] = axes
        return outputs


folder = pathlib.Path(sys.argv[1])
config = AutoConfig.from_pretrained(folder)
custom = WithCrossAttentions(config=config, task="automatic-speech-recognition", use_past=True)
main_export(
    str(folder),
    folder / "onnx",
    task=TASK,
    opset=17,
    do_validation=False,
    model_kwargs={"output_attentions": True},
    custom_onnx_configs={
        "encoder_model": custom.with_behavior("encoder"),
        "decoder_model": custom.with_behavior("decoder", use_past=True, use_past_in_inputs=False),
        "decoder_with_past_model": custom.with_behavior("decoder", use_past=True, use_past_in_inputs=True),
    },
)
for name in ["encoder_model", "decoder_model_merged"]:
    quantize_dynamic(
        folder / "onnx" / f"{name}.onnx",
        folder / "onnx" / f"{name}_quantized.onnx",
        op_types_to_quantize=["MatMul", "Gather"],
        weight_type=QuantType.QInt8,
        extra_options={"EnableSubgraph": True, "MatMulConstBOnly": True},
    )
