# Sourced by ./sf before bench:corpus: the synthesisers and their voices.
have flite || install_packages flite
have espeak-ng || install_packages espeak-ng
[ -d /usr/share/festival/voices/us/cmu_us_slt_arctic_hts ] ||
  install_packages festival festvox-kallpc16k festvox-kdlpc16k festvox-us-slt-hts
